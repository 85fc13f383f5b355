"""Hosts that say what a link leads to. To teach the reader a host, add it here."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["CODE", "OTHER", "OTHER_PATHS", "PAPERS", "VIDEO"]

CODE: Final = ("github.com", "gitlab.com", "gitee.com", "bitbucket.org", "codeberg.org")
VIDEO: Final = ("youtube.com", "youtu.be", "bilibili.com", "vimeo.com")
OTHER: Final = frozenset(
    "medium.com towardsdatascience.com substack.com wordpress.com blogspot.com dev.to zhihu.com zhuanlan.zhihu.com "
    "jianshu.com csdn.net blog.csdn.net juejin.cn cnblogs.com mp.weixin.qq.com weixin.qq.com "
    "twitter.com x.com reddit.com "
    "linkedin.com wikipedia.org kaggle.com colab.research.google.com coursera.org udemy.com "
    "udacity.com edx.org amazon.com "
    "readthedocs.io pypi.org npmjs.com discord.gg discord.com slack.com facebook.com t.me news.ycombinator.com "
    "quora.com stackoverflow.com docs.google.com paperswithcode.com connectedpapers.com awesome.re shields.io "
    "img.shields.io lilianweng.github.io jalammar.github.io karpathy.github.io colah.github.io "
    "ruder.io sebastianraschka.com "
    "fast.ai techcrunch.com theverge.com wired.com nytimes.com martinfowler.com docker.com "
    "hub.docker.com pinecone.io "
    "langchain.com python.langchain.com notion.so notion.site eugeneyan.com huyenchip.com apple.com spotify.com".split()
)
"""Blogs, courses, encyclopaedias, shops, talk: what stands there is not a paper."""
OTHER_PATHS: Final = re.compile(
    r"/(?:blog|blogs|posts?|news|docs?|documentation|wiki|tutorials?|courses?|tags?|topics)(?:/|$)", re.I
)
PAPERS: Final = frozenset(
    "arxiv.org acm.org dl.acm.org ieee.org ieeexplore.ieee.org computer.org springer.com "
    "link.springer.com usenix.org "
    "openreview.net aclanthology.org aclweb.org neurips.cc nips.cc papers.nips.cc proceedings.neurips.cc mlr.press "
    "thecvf.com jmlr.org nature.com science.org sciencemag.org sciencedirect.com elsevier.com wiley.com biorxiv.org "
    "medrxiv.org semanticscholar.org researchgate.net vldb.org cidrdb.org aaai.org ijcai.org isca-speech.org "
    "bmva.org ecva.net doi.org jstor.org ssrn.com nih.gov plos.org mdpi.com frontiersin.org "
    "hal.science tandfonline.com "
    "oup.com academic.oup.com sagepub.com cell.com pnas.org aps.org siam.org iacr.org "
    "ndss-symposium.org mitpress.mit.edu "
    "direct.mit.edu citeseerx.ist.psu.edu roboticsproceedings.org mlsys.org distill.pub transformer-circuits.pub "
    "dblp.org worldscientific.com iclr.cc openaccess.thecvf.com jair.org royalsocietypublishing.org "
    "iop.org pubmed.gov "
    "europepmc.org cambridge.org osti.gov nowpublishers.com eurographics.org ismir.net "
    "interspeech.org rfc-editor.org".split()
)
