import BPF
import FoundationEssentials
import ProbeObjects
print("hello", ProbeObject.floor.bytes.count)
