"""Answers made for everybody, kept under the version they were made from: asked again, 304 or the same."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from hashlib import blake2b
from threading import Lock
from typing import Any, TypeAlias, TypeVar, cast

from flask import Response, current_app, g, request

View = TypeVar("View", bound=Callable[..., Any])
Address: TypeAlias = tuple[str, str, str]
JSON = "application/json"
_KEPT_ANSWERS, _KEPT_BYTES = 512, 4 * 2**20
"""Of each process: so many answers, and so much memory."""
_LONGEST_ADDRESS = 1_000


@dataclass(frozen=True)
class Question:
    """What was asked for with one address, and all that its answer depends on."""

    rule: str
    path: str
    language: str
    version: Callable[[], str]
    max_age: int
    kind: str = JSON
    shelf: str = "answers"
    """Under what name the service keeps these answers."""

    def key(self, version: str) -> str:
        """Return what the answer made from a version is kept under."""
        return f"{version}|{self.language}|{self.path}"

    def headers(self, key: str) -> dict[str, str]:
        """Return what is said with the answer kept under a key."""
        return {
            "ETag": f'"{etag(key)}"',
            "Cache-Control": f"public, max-age={self.max_age}",
            "Vary": "Accept-Language",
        }


class AnswerCache:
    """Keeps the newest answers of one process, each under the version it was made from, and the questions to them."""

    def __init__(self, most_bytes: int = _KEPT_BYTES) -> None:
        self._answers: OrderedDict[str, bytes] = OrderedDict()
        self._questions: OrderedDict[Address, Question] = OrderedDict()
        self._bytes, self._most_bytes = 0, most_bytes
        self._lock = Lock()

    def find(self, key: str) -> bytes | None:
        """Return the answer kept under a key, if it is still there."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def keep(self, key: str, answer: bytes) -> None:
        """Keep an answer, and forget those that were not asked for longest when there are too many or too long ones."""
        with self._lock:
            self._bytes += len(answer) - len(self._answers.pop(key, b""))
            self._answers[key] = answer
            while len(self._answers) > _KEPT_ANSWERS or self._bytes > self._most_bytes:
                self._bytes -= len(self._answers.popitem(last=False)[1])

    def question(self, environ: Mapping[str, Any]) -> Question | None:
        """Return what is asked for with an address, if its answers are kept and it was asked for lately."""
        address = _address(environ)
        with self._lock:
            found = self._questions.get(address)
            if found is not None:
                self._questions.move_to_end(address)
            return found

    def remember(self, environ: Mapping[str, Any], question: Question) -> None:
        """Know a question again by its address, and forget the one not asked for longest when there are too many."""
        address = _address(environ)
        if sum(map(len, address)) <= _LONGEST_ADDRESS:
            with self._lock:
                self._questions[address] = question
                if len(self._questions) > _KEPT_ANSWERS:
                    self._questions.popitem(last=False)


def kept_under(
    version: Callable[[], str], *, max_age: int = 5, kind: str = JSON, shelf: str = "answers"
) -> Callable[[View], View]:
    """Answer with what is kept under a version, the URL and the language; or only that it is still the same.

    Stands above the arguments of a view, so that what is known already is not even read again. An answer that says its
    own `Cache-Control` is not for everybody, or not for long, and passed on as it is. The view finds the version in
    `g.version`. To ask for the version no session is needed, nor the request: `Front` asks for it before there is one.
    What is large has a shelf of its own among the extensions of the service, an `AnswerCache`.
    """

    def keeping(view: View) -> View:
        @wraps(view)
        def answer(*args: Any, **words: Any) -> Response:
            g.version = version()
            question = _question(version, max_age, kind, shelf)
            key, kept = question.key(g.version), current_app.extensions[shelf]
            if request.if_none_match.contains_weak(etag(key)):
                made: Response = Response(status=304)
            elif (body := kept.find(key)) is not None:
                made = Response(body, content_type=kind)
            else:
                made = view(*args, **words)
                if "Cache-Control" in made.headers:
                    return made
                kept.keep(key, made.get_data())
            current_app.extensions["answers"].remember(request.environ, question)
            return _for_all(made, question, key)

        return cast(View, answer)

    return keeping


def versioned(version: str, make: Callable[[], bytes], *, mimetype: str, max_age: int = 5) -> Response:
    """Tell who has the answer of a version already, as `kept_under` does; others get one made, which is not kept."""
    question = _question(lambda: version, max_age, mimetype)
    key = question.key(version)
    known = request.if_none_match.contains_weak(etag(key))
    return _for_all(Response(status=304) if known else Response(make(), mimetype=mimetype), question, key)


def etag(key: str) -> str:
    """Return the ETag of what is kept under a key, without its quotes."""
    return blake2b(key.encode(), digest_size=12).hexdigest()


def _question(version: Callable[[], str], max_age: int, kind: str, shelf: str = "answers") -> Question:
    rule = request.url_rule.rule if request.url_rule else ""
    language = request.accept_languages.best_match(["de", "en"]) or ""
    return Question(rule, request.full_path, language, version, max_age, kind, shelf)


def _for_all(response: Response, question: Question, key: str) -> Response:
    response.headers.update(question.headers(key))
    return response


def _address(environ: Mapping[str, Any]) -> Address:
    return environ["PATH_INFO"], environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT_LANGUAGE", "")
