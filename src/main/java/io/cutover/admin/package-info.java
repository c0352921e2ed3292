/** The operators' API: routes, shares, rollback, switch, configuration, health and metrics. */
@NullMarked
package io.cutover.admin;

import org.jspecify.annotations.NullMarked;
