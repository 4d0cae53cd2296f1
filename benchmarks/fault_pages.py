"""People who use the site while a server is broken, and what they get."""

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from itertools import count

READ = ("/healthz", "/accounts/login/", "/readyz")
SIGN_IN, RESET = "/accounts/login/", "/accounts/password/reset/"
PEOPLE = 10
PATIENCE = 15.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass
class Answers:
    """How long the slowest page took, and how many answers came of each kind."""

    slowest: float = 0.0
    statuses: Counter[int | str] = field(default_factory=Counter)

    def add(self, seconds: float, status: int | str) -> None:
        self.slowest = max(self.slowest, seconds)
        self.statuses[status] += 1

    def unexpected(self, allowed: set[int]) -> int:
        return sum(number for status, number in self.statuses.items() if status not in allowed)


class People:
    """Ten people with a sign-in page open, who send it or ask for a new password."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._browsers = [self._with_token() for _number in range(PEOPLE)]
        self._wrong = count()

    def _with_token(self) -> tuple[urllib.request.OpenerDirector, str]:
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        browser = urllib.request.build_opener(cookies)
        with browser.open(f"http://{self.address}{SIGN_IN}", timeout=PATIENCE) as page:
            tokens = TOKEN.findall(page.read().decode())
        return browser, tokens[0]

    def use_the_site(self, seconds: float) -> Answers:
        """All of them send their forms at once, while others read pages for so long."""
        answers, until = Answers(), time.monotonic() + seconds
        with ThreadPoolExecutor(PEOPLE + 1) as pool:
            sent = [pool.submit(self._send, answers, number) for number in range(PEOPLE)]
            while time.monotonic() < until or not all(one.done() for one in sent):
                for path in READ:
                    self._read(answers, path)
                time.sleep(0.2)
        return answers

    def are_well(self) -> bool:
        """Whether every page is answered, by each of the processes and threads."""
        answers, everybody = Answers(), range(PEOPLE)
        with ThreadPoolExecutor(PEOPLE) as pool:
            list(pool.map(lambda _one: self._read(answers, "/readyz"), everybody))
        return answers.unexpected({200}) == 0

    def _read(self, answers: Answers, path: str) -> None:
        _ask(answers, urllib.request.build_opener(), f"http://{self.address}{path}")

    def _send(self, answers: Answers, number: int) -> None:
        """Half of them type a wrong password, half have forgotten theirs."""
        browser, token = self._browsers[number]
        path = RESET if number % 2 else SIGN_IN
        typed = {
            "csrfmiddlewaretoken": token,
            "login": f"nobody-{next(self._wrong)}@example.org",
            "password": "not the password",
            "email": f"person-{number}@example.org",
        }
        words = urllib.parse.urlencode(typed).encode()
        _ask(answers, browser, f"http://{self.address}{path}", words)


def _ask(
    answers: Answers,
    browser: urllib.request.OpenerDirector,
    url: str,
    words: bytes | None = None,
) -> None:
    started = time.monotonic()
    status: int | str = "silent"
    try:
        with browser.open(url, words, timeout=PATIENCE) as page:
            status = page.status
    except urllib.error.HTTPError as error:
        status = error.code
        error.close()
    except OSError:
        pass
    answers.add(time.monotonic() - started, status)
