import AgentsClient
import Emulator
import Migration
print("patchbay")
