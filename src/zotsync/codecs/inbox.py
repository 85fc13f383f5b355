

def remove(text, places):
    for _, w in places:
        text = text.replace(f"- [{w.title}]({w.url})\n", "").replace(
            f"- **{w.title}** - {w.issued[:4]}\n", ""
        )
    return text


def topic(text, path):
    return text


def add(text, places):
    for path, w in places:
        text = text or "# Inbox\n"
        for i, n in enumerate(path):
            h = "#" * (i + 2) + " " + n + "\n"
            if h not in text:
                text += "\n" + h + "\n"
        line = f"- [{w.title}]({w.url})\n" if w.url else f"- **{w.title}** - {w.issued[:4]}\n"
        text += line
    return text, ()
