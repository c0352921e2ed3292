/**
 * Every series with its name, unit and labels in one place; rolling windows per route and platform.
 * It is written to, it never asks.
 */
@NullMarked
package io.cutover.metric;

import org.jspecify.annotations.NullMarked;
