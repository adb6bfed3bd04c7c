//! The routes, from outside: refusals first. One program, because each test program links the whole engine.

mod activities;
mod api;
mod customers;
mod desk;
mod farewell;
mod flows;
mod goodbyes;
mod house;
mod import;
mod listening;
mod listening_api;
mod measure;
mod operate;
mod pages;
mod settings;
mod sign_in;
mod silent;
