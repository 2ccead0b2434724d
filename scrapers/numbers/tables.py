"""What libphonenumber's tables say of a number: is its range listed, or could it be one."""

import re
from functools import cache

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberType,
    ValidationResult,
    is_possible_number_with_reason,
    national_significant_number,
    number_type,
    region_code_for_country_code,
)

_LINES = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip",
    "pager", "uan", "voicemail",
)  # fmt: skip


@cache  # of country codes
def _any_line(code: int) -> re.Pattern[str]:
    """Return what all listed lines of a country code look like, whatever their type and region.

    A number that does not is of no type, which saves asking for each of them.
    """
    tables = [
        PhoneMetadata.metadata_for_region_or_calling_code(code, region)
        for region in COUNTRY_CODE_TO_REGION_CODE.get(code, ())
    ]
    lines = [getattr(table, name) for table in tables if table is not None for name in _LINES]
    patterns = {line.national_number_pattern for line in lines if line is not None}
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns if pattern) or r"(?!)")


def is_listed(number: PhoneNumber) -> bool:
    """Say whether the tables list a number's range for lines of any type."""
    if not _any_line(number.country_code or 0).fullmatch(national_significant_number(number)):
        return False
    return number_type(number) != PhoneNumberType.UNKNOWN


def looks_allocated(number: PhoneNumber) -> bool:
    """Say whether the number has the length and the first digits its country gives out."""
    if is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return False
    region = region_code_for_country_code(number.country_code or 0)
    metadata = PhoneMetadata.metadata_for_region(region)
    general = metadata.general_desc if metadata else None
    pattern = general.national_number_pattern if general else None
    return bool(pattern and re.fullmatch(pattern, str(number.national_number)))
