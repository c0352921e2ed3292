// The one door to the view library, so that a page imports a single name.
export { html, render, useState, useEffect, useRef, useMemo } from '/vendor/htm-preact.js';
