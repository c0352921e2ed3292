/**
 * The demo: two simulated platforms, their population, its traffic, and a share that rises.
 *
 * <p>The simulators ({@link io.cutover.demo.ApiCloud}, {@link io.cutover.demo.Choreo}) answer in
 * the platforms' own words: exact bodies, fields and statuses, also where those are odd. They count
 * what must never happen, and their {@link io.cutover.demo.Backend} repeats what it was asked. The
 * {@link io.cutover.demo.Traffic} checks each answer against what the split must say, computed from
 * the published rule and not asked of the gateway: two witnesses that do not know each other. It
 * never repeats a request by itself, and so uses its own small client: the JDK's repeats silently.
 *
 * <p>The demo knows its gateway by a file, two addresses and an end ({@link
 * io.cutover.demo.Launch}), as an operator does. It reads the clocks itself: it stands outside of
 * the house.
 */
@NullMarked
package io.cutover.demo;

import org.jspecify.annotations.NullMarked;
