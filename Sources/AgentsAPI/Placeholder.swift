package enum AgentsAPIPlaceholder {}
