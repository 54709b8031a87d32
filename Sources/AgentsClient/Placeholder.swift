package enum AgentsClientPlaceholder {}
