"""Facts about postcodes that the source lacks: overseas France, territories, and codes of neighbours.

They win over what derive.py finds, and are written into the same tables.
"""

PREFIXES: dict[str, dict[str, tuple[str, ...]]] = {
    "FR": {
        "971": ("FR-971",),
        "97133": ("FR-BL",),
        "97150": ("FR-MF",),
        "972": ("FR-972",),
        "973": ("FR-973",),
        "974": ("FR-974",),
        "975": ("FR-PM",),
        "976": ("FR-976",),
        "977": ("FR-BL",),
        "978": ("FR-MF",),
        "980": ("-",),  # Monaco shares the French numbering.
        "986": ("FR-WF",),
        "987": ("FR-PF",),
        "988": ("FR-NC",),
    },
    "GB": dict.fromkeys(("GY", "IM", "JE"), ("-",)),  # Crown dependencies
    "IT": {
        "4789": ("-",),  # San Marino
    },
    "US": {
        "006": ("US-PR",),
        "007": ("US-PR",),
        "008": ("US-VI",),
        "009": ("US-PR",),
        "96799": ("US-AS",),
        "9691": ("US-GU",),
        "96921": ("US-GU",),
        "96923": ("US-GU",),
        "96928": ("US-GU",),
        "96929": ("US-GU",),
        "96931": ("US-GU",),
        "96932": ("US-GU",),
        "96950": ("US-MP",),
        "96951": ("US-MP",),
        "96952": ("US-MP",),
    },
}
