"""A group of commands, all alike."""

import typer

HELP = {"help_option_names": ["-h", "--help"]}


def group(told: str) -> typer.Typer:
    """A group that shows its help when called alone."""
    return typer.Typer(
        help=told, no_args_is_help=True, add_completion=False, context_settings=HELP, pretty_exceptions_enable=False
    )
