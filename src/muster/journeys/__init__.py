"""Journeys are steps that follow from what a person did, planned beforehand and approved.

A journey sends nothing that its standing clearance does not cover.
"""
