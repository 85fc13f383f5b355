"""
The metadata services, asked politely.

* Each host gets one request at a time, with the pause between two that it publishes; hosts are asked side by side.
* Everybody is told who asks: the User-Agent names zotsync and the contact of the configuration.
* 429, 5xx, time-outs, dropped and cut answers are tried again, later each time and never in step with others; a
  `Retry-After` is kept to. One that is too long, a demand to prove that one is human, repeated silence, and answers
  that are slow again and again put the service off for the rest of the run: then it is `unavailable`, which is not
  "has nothing".
* What was answered is kept on disk for a day (hishel, which also keeps two runs apart). Only answers that could be
  read are kept, and never a key: it joins the request behind the cache.

`services` knows what is asked of whom, `courtesy` how, `cache` what is kept.
"""

from .services import Sources

__all__ = ["Sources"]
