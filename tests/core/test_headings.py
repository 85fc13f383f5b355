"""Headings: topic, people, time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.core.headings import parse


@pytest.mark.parametrize(
    ("heading", "name", "owners"),
    [
        ("模型架构（李世鹏）", "模型架构", ("李世鹏",)),
        ("分布式训练、推理（周宇航）", "分布式训练、推理", ("周宇航",)),
        ("向量数据库方向（陈力峥，赵可泰）", "向量数据库方向", ("陈力峥", "赵可泰")),
        ("大模型 for 通信（彭于波）", "大模型 for 通信", ("彭于波",)),
        ("RAG(王芳、张伟)", "RAG", ("王芳", "张伟")),
        ("RAG (王芳 张伟)", "RAG", ("王芳", "张伟")),
        ("RAG【欧阳娜娜】", "RAG", ("欧阳娜娜",)),
        ("RAG（王老师）", "RAG", ("王老师",)),
        ("RAG（李和平）", "RAG", ("李和平",)),
        ("RAG（張偉）", "RAG", ("張偉",)),
        ("RAG（综述）（王芳）", "RAG（综述）", ("王芳",)),
        ("RAG @alice @bob-2", "RAG", ("alice", "bob-2")),
        ("RAG (@alice)", "RAG", ("alice",)),
        ("RAG (by Alice Smith)", "RAG", ("Alice Smith",)),
        ("RAG - by Alice", "RAG", ("Alice",)),
        ("RAG (owner: Alice, Bob)", "RAG", ("Alice", "Bob")),
        ("RAG 负责人：李世鹏", "RAG", ("李世鹏",)),
        ("RAG（主讲：高明）", "RAG", ("高明",)),
        ("（李世鹏）", "（李世鹏）", ("李世鹏",)),
    ],
)
def test_people_leave_the_name_and_are_kept(heading: str, name: str, owners: tuple[str, ...]) -> None:
    assert parse(heading) == (name, owners, "")


@pytest.mark.parametrize(
    ("heading", "name", "when"),
    [
        ("模型架构(第三周)", "模型架构", "第三周"),
        ("模型架构（第 12 次）", "模型架构", "第 12 次"),
        ("Scheduling (Week 3)", "Scheduling", "Week 3"),
        ("Scheduling (Lectures 3-4)", "Scheduling", "Lectures 3-4"),
        ("Scheduling [2024-03-05]", "Scheduling", "2024-03-05"),
        ("调度（3月5日）", "调度", "3月5日"),
        ("第 4 周（3月26日）内存管理", "内存管理", "第 4 周, 3月26日"),
        ("第 4 周（3月26日）", "第 4 周", "3月26日"),
    ],
)
def test_a_week_leaves_the_name_and_is_kept(heading: str, name: str, when: str) -> None:
    assert parse(heading) == (name, (), when)


def test_one_bracket_holds_both() -> None:
    assert parse("调度（王芳，第三周）") == ("调度", ("王芳",), "第三周")


@pytest.mark.parametrize(
    "heading",
    [
        "Parameter-Efficient Fine-Tuning (PEFT)",
        "Compression (Quantization, Sparsity)",
        "Part (1/2)",
        "Agents (Bob)",
        "[RAG]",
        "Learning by Doing",
        "Deploy @ the edge",
        "()",
        *(
            f"大模型（{word}）"
            for word in "综述 计算 高效 方法 安全 应用 任务 训练 推理 数据 张量 向量 文本 时序 路由 管理 "
            "金融 白盒 单机 通信 系统 程序 云端 边缘 强化学习 安全性 应用层 文生图 云计算 解码器 高明 "
            "推理、训练 张量并行 石墨烯".split()
        ),
    ],
)
def test_a_bracket_of_the_topic_stays(heading: str) -> None:
    """What may be a word or a name, like 高明, is in doubt and stays."""
    assert parse(heading) == (heading, (), "")


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("📄 Survey", "Survey"),
        ("🏋️ LLM Training", "LLM Training"),
        (":books: Reading", "Reading"),
        ("1️⃣ Introduction", "Introduction"),
        ("  Two \n words ", "Two words"),
        ("Papers:", "Papers"),
        ("1.1 Brain", "1.1 Brain"),
        ("🚀", "🚀"),
        ("", ""),
    ],
)
def test_emoji_in_front_leave_the_name(heading: str, name: str) -> None:
    assert parse(heading).name == name


@given(st.text() | st.text(alphabet="（）()王芳@a 第三周:：by,，"))
def test_any_text_is_a_heading(text: str) -> None:
    """No error; only blank text has no name; nothing is invented."""
    name, owners, when = parse(text)
    assert bool(name) == bool(text.split())
    for part in (*owners, *when.split(", ")):
        assert part in " ".join(text.split())
