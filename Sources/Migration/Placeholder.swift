package enum MigrationPlaceholder {}
