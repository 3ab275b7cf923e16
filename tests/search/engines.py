"""The engines that the contract is run on."""

ENGINES = ["search.engines.embedded.engine.EmbeddedEngine"]
