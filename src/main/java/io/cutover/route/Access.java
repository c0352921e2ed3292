package io.cutover.route;

/** What a route asks of a request's credential. */
public enum Access {
  /** A valid token must come. */
  REQUIRED,
  /** No token is fine; one that comes must be valid. */
  OPTIONAL,
  /** No credential is looked at; a bearer token that comes anyway is removed. */
  NONE,
  /** Nothing is checked: all goes as it is to the route's home. */
  PASSTHROUGH
}
