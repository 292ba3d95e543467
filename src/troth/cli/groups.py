"""Groups of commands that answer an unknown name with the nearest known one."""

from __future__ import annotations

import click

from troth.errors import InputError
from troth.policy.nearest import nearest


class Group(click.Group):
    """A group of commands."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that `args` names.

        Raises:
            InputError: `cli/unknown-command`.
        """
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            raise InputError(
                "cli/unknown-command",
                f"`{ctx.command_path}` has no command `{name[:60]}`",
                help=nearest(name, self.list_commands(ctx)),
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, each with the whole first line of its help."""
        known = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, (command.help or "").strip().splitlines()[0])
                    for name, command in known
                    if command is not None and command.help
                ]
            )
