"""Colours, text roles and icons that every view shares."""
