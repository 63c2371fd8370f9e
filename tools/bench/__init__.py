"""Measures the floor's pages over HTTP on PostgreSQL with two web workers, and keeps the table.

Everything runs on this machine, on loopback ports, and stops by itself: each measurement is bounded
in time and in requests.
"""
