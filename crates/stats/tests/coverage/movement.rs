//! How do they move: transitions between states, and recommendation scores.
