"""What was read in one text or page: numbers that hide themselves, and counts that do not."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reading:
    """The distinct numbers of one input in E.164, and counts of what is not among them.

    A Reading never shows a number when printed. `unlisted` counts the numbers kept though
    libphonenumber does not list their range; `hidden`, places where the portal shows a number
    only after a click or a login; `unreadable`, places that announce a phone number and hold
    digits that are none.
    """

    numbers: tuple[str, ...] = field(default=(), repr=False)
    unlisted: int = 0
    hidden: int = 0
    unreadable: int = 0
