"""The engines that the contract is run on."""

ENGINES = ["search.engines.embedded.engine.EmbeddedEngine"]
# Whether ``past_total`` is filled in every answer; else only where nothing is found.
ALWAYS_SAYS_WHAT_IS_PAST = True
