/** Sockets: event loops, bind, accept limits, drain, and one timer wheel per event loop. */
@NullMarked
package io.cutover.net;

import org.jspecify.annotations.NullMarked;
