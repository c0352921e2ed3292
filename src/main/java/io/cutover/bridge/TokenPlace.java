package io.cutover.bridge;

/** What a path of the token service is for. */
public enum TokenPlace {
  TOKEN,
  REVOKE,
  AUTHORIZE
}
