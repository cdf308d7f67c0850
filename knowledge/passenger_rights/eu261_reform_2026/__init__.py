"""What Regulation 261 would become under the provisional agreement of 15 June 2026. Not law: judged only when it is named.
Adoption, number and day of application are not known; every citation says that it is a draft."""
