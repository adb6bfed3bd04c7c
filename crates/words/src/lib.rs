//! What people write, in Dutch and English. Pure: text in, meaning out; no file, clock or chance.
