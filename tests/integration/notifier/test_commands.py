from services.kit.web import Service
from tests.unit.notifier.test_deliverability import MadeUp


def test_the_check_says_in_words_what_is_to_be_done_and_fails(notifier: Service) -> None:
    notifier.extensions["outside"] = MadeUp(status=302)
    try:
        answer = notifier.test_cli_runner().invoke(args=["check-deliverability"])
    finally:
        del notifier.extensions["outside"]

    assert answer.exit_code == 1
    assert "WRONG  SPF" in answer.output
    assert "→" in answer.output
    assert "need a hand" in answer.output
