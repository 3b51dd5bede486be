"""The schematic map: counties around Beijing by their seats, without boundaries."""
