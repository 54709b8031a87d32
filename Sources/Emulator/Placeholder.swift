package enum EmulatorPlaceholder {}
