"""The command `corpus`."""

import sys

import click

from corpus.errors import CorpusError


@click.group()
@click.version_option(package_name="corpus-notebooks", prog_name="corpus")
def main() -> None:
    """From a folder of news clippings to tables and citable figures."""


@main.command()
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.option("--source", metavar="DIR", help="Folder of clippings, for all notebooks.")
@click.option("--out", metavar="DIR", help="Folder for the results, instead of runs.")
@click.option("-p", "parameters", nargs=2, multiple=True, metavar="NAME VALUE", help="A parameter; may be repeated.")
def run(
    notebooks: tuple[str, ...], source: str | None, out: str | None, parameters: tuple[tuple[str, str], ...]
) -> None:
    """Run notebooks, given by name or path; without any, those that notebooks/runs.yml lists.

    Each is executed into <out>/<notebook>/, where its figures are, too. The exit status is 1 when one has
    failed; the others are run all the same.
    """
    from corpus.runs import batch

    given = dict(parameters)
    given |= {name: value for name, value in (("source", source), ("out", out)) if value is not None}
    try:
        planned = batch.plan({name: {} for name in notebooks} or batch.listed_runs(), given)
    except CorpusError as error:
        raise click.ClickException(str(error)) from error
    done = batch.run(planned)
    click.echo(batch.report(done))
    sys.exit(any(one.failure for one in done))
