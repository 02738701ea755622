"""What people ask between alerts, as data: each module reads the store and gives a frozen dataclass, which others tell or draw.

None stands for what is not known. What is known is as of the instant that is asked for, which a caller gives.
"""
