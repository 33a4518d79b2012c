import BPF
import Glibc
import Probes
func now() -> Double { var t = timespec(); unsafe clock_gettime(CLOCK_MONOTONIC, &t); return Double(t.tv_sec) * 1e3 + Double(t.tv_nsec) / 1e6 }
try Tracefs.makeAvailable()
func trial(_ p: some Probe) throws {
  print("==", type(of: p).name)
  for r in p.ladder {
    do {
      let t0 = now()
      let l = try p.load(r)
      let t1 = now()
      let f = try Floor(under: r).load(Floor(under: r).ladder[0])
      for _ in 0..<3 {
        let a0 = now()
        let a = try l.attach()
        let a1 = now()
        a.detach()
        let a2 = now()
        print(r.name, "load", t1 - t0, "attach", a1 - a0, "detach", a2 - a1)
      }
      let a0 = now(); let a = try f.attach(); let a1 = now(); a.detach(); let a2 = now()
      print(r.name, "floor attach", a1 - a0, "detach", a2 - a1)
    } catch { print(r.name, error) }
  }
}
for _ in 0..<2 {
try trial(Opensnoop())
try trial(Syscount())
}
