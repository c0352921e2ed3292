/** The request path. */
@NullMarked
package io.cutover.proxy;

import org.jspecify.annotations.NullMarked;
