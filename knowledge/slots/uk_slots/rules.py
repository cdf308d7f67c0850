"""The assimilated regulation kept the articles of Regulation 95/93."""

from knowledge.slots.eu_95_93 import rules as eu_95_93

RULES = eu_95_93.RULES
