"""The command line: one command, one file, one library call.

Empty on purpose: ``piiguard filter`` comes through here and must not load click.
"""
