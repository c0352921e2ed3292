package io.cutover.admin;

/** Whether a balancer may send requests here. Says nothing of platforms or store. */
public enum Readiness {
  /** The first configuration is not in force yet: 503. */
  STARTING,
  /** Requests are taken: 200. */
  READY,
  /** On the way out, still serving what is open: 503. */
  DRAINING
}
