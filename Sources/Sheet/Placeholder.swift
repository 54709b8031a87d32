package enum SheetPlaceholder {}
