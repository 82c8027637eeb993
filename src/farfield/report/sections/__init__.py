"""The sections of a profile's page, one a file, named as their headings read; `SECTIONS` has their order."""
