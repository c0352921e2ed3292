package io.cutover.plan;

/** What was counted within the last minute, in slices of ten seconds. One thread. */
final class Recent {
  /** How long a slice is, in seconds. */
  static final int SECONDS = 10;

  /** How many are kept, the open one among them. */
  static final int SLICES = 60 / SECONDS;

  private final Look[] ring = new Look[SLICES];
  private int slice;

  Recent(int applications) {
    for (int i = 0; i < SLICES; i++) {
      ring[i] = new Look(applications);
    }
  }

  /** Ends the open slice; the next begins. */
  void end() {
    slice++;
    ring[slice % SLICES].clear();
  }

  /** Returns the number of the open slice of the step, from 0. */
  int now() {
    return slice;
  }

  /** Returns a slice; 0: the open one. */
  Look back(int slices) {
    return ring[Math.floorMod(slice - slices, SLICES)];
  }
}
