"""The command line: whether mails from here will be believed."""

import click

from notifier.queries.daily_figures import FIGURES
from notifier.sending.deliverability import Finding, Outside, Setting, check
from notifier.sending.world import World
from notifier.settings import Settings
from services.city import read_city
from services.kit.daily import commands as daily
from services.kit.web import Service


def register(app: Service) -> None:
    """Give the notifier its commands; `app.extensions["outside"]` is what is asked in the world's place."""
    daily.register(app, app.database, FIGURES, zone=app.extensions["city"].time_zone)

    @app.cli.command()
    def check_deliverability() -> None:
        """Look at SPF, DKIM, DMARC, PTR, reports, TLS and leaving with one click; say what is to be done."""
        outside: Outside = app.extensions.get("outside") or World()
        findings = check(_setting(app.extensions["settings"]), outside)
        for each in findings:
            click.echo(_line(each))
        wrong = sum(not each.is_right for each in findings)
        if wrong:
            raise click.ClickException(f"{wrong} of {len(findings)} need a hand")
        click.echo("All is well.")


def _setting(settings: Settings) -> Setting:
    return Setting(
        sender=read_city(settings.city).sender,
        bounce_domain=settings.bounce_domain,
        smtp_url=settings.smtp_url,
        site_url=settings.site_url,
        dkim_key=settings.dkim_key,
        dkim_domain=settings.dkim_domain,
        dkim_selector=settings.dkim_selector,
    )


def _line(found: Finding) -> str:
    to_do = f"\n          → {found.to_do}" if found.to_do else ""
    return f"{'right' if found.is_right else 'WRONG'}  {found.name}: {found.seen}{to_do}"
