package io.cutover.plan;

/**
 * What is allowed of one signal. Rates are of requests: 0.005 is half a point.
 *
 * @param worseBy by how much the new platform may be worse than the old one
 * @param max what it may never be above; {@link Double#NaN}: no such limit
 * @param dryRun whether it is recorded and never decides
 */
record Limit(double worseBy, double max, boolean dryRun) {}
