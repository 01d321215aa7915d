"""How AutoSearchCV chooses a strategy: members with reasons, in a fixed order."""
