/**
 * Every series with its name, unit and labels in one place; rolling windows per route and platform.
 * It is written to, it never asks.
 *
 * <p>From the start each route has, at 0, every series with closed labels; of {@code
 * cutover_requests_total}, whose labels multiply to hundreds, those that a rate or a ratio of
 * errors divides by: either platform by {@code share} without a token, 2xx and 5xx. The others come
 * with their first request. Series of a route that a reload drops stay until the process ends.
 */
@NullMarked
package io.cutover.metric;

import org.jspecify.annotations.NullMarked;
