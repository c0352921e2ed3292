package io.cutover.route;

/**
 * When an attempt on a platform is repeated there.
 *
 * @param attempts repeats after the first try
 * @param onConnect whether when no connection came about
 * @param onReset whether when the connection ended before the answer
 * @param budget repeats per hundred requests
 */
public record Retry(int attempts, boolean onConnect, boolean onReset, double budget) {}
