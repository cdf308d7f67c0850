"""Cabin crew of United States airlines: 14 CFR 121.467, duty periods and rest.
The carrier's choice of paragraph (c), flight crew rules for cabin crew, is a regime of its own and not this one."""
