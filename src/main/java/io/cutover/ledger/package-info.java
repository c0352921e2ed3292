/**
 * Applications: who a client id belongs to on either platform, so that identity survives a change
 * of token.
 */
@NullMarked
package io.cutover.ledger;

import org.jspecify.annotations.NullMarked;
