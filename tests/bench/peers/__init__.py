"""Programs that send so many messages to a server and print the CPU and wall seconds it took: `python PROGRAM URL COUNT`."""
