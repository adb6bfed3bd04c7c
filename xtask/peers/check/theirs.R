# What R says about every table in a folder: one line `peer<TAB>method<TAB>data<TAB>quantity<TAB>values`.
suppressMessages({ library(survival); library(cmprsk) })
work <- commandArgs(trailingOnly = TRUE)[1]
own <- paste("survival", packageVersion("survival"))
base <- paste("R", getRversion())

say <- function(peer, method, data, quantity, values)
  cat(peer, method, data, quantity, paste(sprintf("%.17g", as.numeric(values)), collapse = ","), sep = "\t", fill = FALSE, "\n")

tables <- function(kind) {
  files <- sort(list.files(work, paste0("^", kind, "\\..*\\.csv$")))
  setNames(lapply(file.path(work, files), read.csv), sub("\\.csv$", "", sub(paste0("^", kind, "\\."), "", files)))
}

of <- function(d) paste(grep("^x[0-9]+$", names(d), value = TRUE), collapse = " + ")

curves <- function(name, d) {
  for (scale in c("log-log", "log", "plain", "logit", "arcsin")) {
    s <- summary(survfit(Surv(time, event) ~ 1, d, conf.type = scale))
    method <- paste("kaplan-meier", if (scale == "arcsin") "arcsine" else scale)
    if (scale == "log-log") { say(own, method, name, "survival", s$surv); say(own, method, name, "standard error", s$std.err) }
    say(own, method, name, "lower", s$lower)
    say(own, method, name, "upper", s$upper)
  }
  median <- summary(survfit(Surv(time, event) ~ 1, d, conf.type = "log-log"))$table
  say(own, "kaplan-meier log-log", name, "median", median[["median"]])
  for (ctype in 1:2) {
    s <- summary(survfit(Surv(time, event) ~ 1, d, ctype = ctype))
    method <- paste("nelson-aalen", c("classical", "corrected")[ctype])
    say(own, method, name, "hazard", s$cumhaz)
    say(own, method, name, "standard error", s$std.chaz)
  }
  horizon <- min(tapply(d$time, d$group, max))
  s <- summary(survfit(Surv(time, event) ~ group, d), rmean = horizon)$table
  say(own, "restricted-mean", name, "mean", s[, "rmean"])
  say(own, "restricted-mean", name, "standard error", s[, "se(rmean)"])
  say(own, "log-rank", name, "chi-square", survdiff(Surv(time, event) ~ group, d)$chisq)
  say(own, "log-rank", name, "expected", survdiff(Surv(time, event) ~ group, d)$exp)
  say(own, "log-rank fleming-harrington 1 0", name, "chi-square", survdiff(Surv(time, event) ~ group, d, rho = 1)$chisq)
  say(own, "log-rank stratified", name, "chi-square", survdiff(Surv(time, event) ~ group + strata(stratum), d)$chisq)
}

regression <- function(method, name, fit) {
  s <- summary(fit)
  say(own, method, name, "coefficients", coef(fit))
  say(own, method, name, "standard errors", sqrt(diag(fit$var)))
  say(own, method, name, "log-likelihood", fit$loglik)
  say(own, method, name, "Wald", fit$wald.test)
  say(own, method, name, "score", fit$score)
  if (is.null(fit$naive.var)) say(own, method, name, "likelihood ratio", s$logtest[["test"]])
}

regressions <- function(name, d, left) {
  # Far beyond R's 1e-9, so that what differs is the answer and not when the search stopped.
  exact <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 60)
  fit <- function(right, ...) {
    what <- as.formula(paste(left, "~", right))
    eval(as.call(c(list(quote(coxph), what, quote(d), control = quote(exact)), as.list(substitute(list(...)))[-1])))
  }
  right <- of(d)
  efron <- fit(right, ties = "efron")
  regression("cox efron", name, efron)
  regression("cox breslow", name, fit(right, ties = "breslow"))
  if ("stratum" %in% names(d)) {
    if (nrow(d) < 1000) regression("cox exact", name, fit(right, ties = "exact"))
    regression("cox stratified", name, fit(paste(right, "+ strata(stratum)")))
    regression("cox weighted", name, fit(right, weights = weight, robust = FALSE))
    regression("cox weighted robust", name, fit(right, weights = weight, robust = TRUE))
  }
  regression("cox clustered", name, fit(right, cluster = cluster))
  for (scale in c("km", "identity", "rank", "log")) {
    if (scale == "log" && "entry" %in% names(d)) next
    say(own, paste("cox.zph", scale), name, "chi-square", cox.zph(efron, scale, terms = FALSE)$table[, "chisq"])
  }
  pairs <- concordance(efron)
  say(own, "concordance", name, "concordance", pairs$concordance)
  say(own, "concordance", name, "pairs", pairs$count[c("concordant", "discordant", "tied.x")])
  say(own, "concordance", name, "standard error", sqrt(pairs$var))
  if (!("entry" %in% names(d))) {
    mean <- as.data.frame(t(colMeans(d[names(coef(efron))])))
    at <- quantile(unique(d$time), c(.25, .5, .75), type = 1)
    s <- summary(survfit(efron, newdata = mean, conf.type = "log-log"), times = at)
    say(own, "cox baseline", name, "survival", s$surv)
    say(own, "cox baseline", name, "standard error", s$std.err)
  }
}

reasons <- function(name, d) {
  s <- survfit(Surv(time, factor(cause)) ~ 1, d)
  at <- summary(s, times = sort(unique(d$time[d$cause > 0])))
  for (cause in 1:2) {
    say(own, "cumulative-incidence", name, paste("share, cause", cause), at$pstate[, cause + 1])
    say(own, "cumulative-incidence", name, paste("standard error, cause", cause), at$std.err[, cause + 1])
  }
  peer <- paste("cmprsk", packageVersion("cmprsk"))
  d$half <- seq_len(nrow(d)) %% 2
  for (rho in 0:1) {
    tests <- cuminc(d$time, d$cause, d$group, rho = rho)$Tests
    say(peer, paste("gray rho", rho), name, "chi-square", tests[, "stat"])
    say(peer, paste("gray rho", rho), name, "p", tests[, "pv"])
  }
}

for (name in names(tables("survival"))) {
  d <- tables("survival")[[name]]
  curves(name, d)
  regressions(name, d, "Surv(time, event)")
}
for (name in names(tables("stretches"))) regressions(name, tables("stretches")[[name]], "Surv(entry, time, event)")
for (name in names(tables("reasons"))) reasons(name, tables("reasons")[[name]])
for (name in names(tables("yes"))) {
  d <- tables("yes")[[name]]
  fit <- glm(as.formula(paste("y ~", of(d))), binomial, d, epsilon = 1e-15, maxit = 50)
  say(base, "logistic", name, "coefficients", coef(fit))
  say(base, "logistic", name, "standard errors", sqrt(diag(vcov(fit))))
  say(base, "logistic", name, "deviance", c(deviance(fit), fit$null.deviance))
}
for (name in names(tables("trial"))) {
  d <- tables("trial")[[name]]
  test <- t.test(d$y[d$arm == 1], d$y[d$arm == 0])
  say(base, "welch", name, "difference", test$estimate[[1]] - test$estimate[[2]])
  say(base, "welch", name, "interval", test$conf.int)
  say(base, "welch", name, "p", test$p.value)
  d$y <- d$y - cov(d$y, d$before) / var(d$before) * (d$before - mean(d$before))
  test <- t.test(d$y[d$arm == 1], d$y[d$arm == 0])
  say(base, "cuped", name, "difference", test$estimate[[1]] - test$estimate[[2]])
  say(base, "cuped", name, "standard error", test$stderr)
}
