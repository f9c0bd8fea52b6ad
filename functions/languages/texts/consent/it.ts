import type { texts as en } from './en.ts';

export const texts = {
  title: 'Collega le serrature',
  signedInAs: '<strong>{username}</strong> · <other>Usa un altro account</other>',
  agreement:
    'Accettando, consenti a Google di controllare queste serrature e colleghi il tuo account Sifely a <strong>Google</strong>.',
  whatGoogleGets: 'Che cosa riceve Google, e perché',
  getsNames: 'Nome, gruppo e modello di ogni serratura, per mostrarla e riconoscerne il nome.',
  getsStates: 'Se è bloccata e online, e il livello della batteria, per risponderti ed eseguire le routine.',
  googleNeverGets:
    'Google non riceve mai il tuo nome utente, la password, le chiavi o i codici Sifely. Puoi scollegare in qualsiasi momento nell’app Google Home. Gestisci tutto su {address}. Consulta le <policy>norme sulla privacy di Google</policy>.',
  agree: 'Accetta e collega',
  noLock: 'Scegli almeno una serratura.',
  changed: 'Hai scelto altre serrature in un’altra finestra. Controllale di nuovo.',
  otherPerson: 'Ora hai effettuato l’accesso come {username}. Ricontrolla la pagina prima di accettare.',
  expired:
    'Hai effettuato l’accesso più di 15 minuti fa o hai terminato in un’altra finestra. Non è andato perso nulla: accedi di nuovo.',
  alreadyLinked: 'Già collegato',
  alreadyLinkedHelp: 'Il tuo account è già collegato. Chiudi questa pagina e continua nell’app Google Home.',
  badLink: 'Questo link non funziona',
  badClient:
    'Questo link ha un ID client sconosciuto. Ricomincia dall’app Google Home. Gestisci tu questo servizio? L’ID client nella Google Home Developer Console deve corrispondere a GOOGLE_CLIENT_ID.',
  badRedirect:
    'Questo link ti porterebbe a un indirizzo sconosciuto. Ricomincia dall’app Google Home. Gestisci tu questo servizio? GOOGLE_PROJECT_ID deve essere l’ID del tuo progetto Google Home.',
  returning: 'Stai tornando a Google. Se non succede nulla, continua tu.',
  backToGoogle: 'Torna a Google',
  continueToGoogle: 'Continua su Google',
  noLocks: 'Questo account Sifely non ha serrature',
  noLocksHelp: 'Aggiungi una serratura a {username} nell’app Sifely o usa un altro account.',
  noRemote: 'Nessuna delle tue serrature può essere controllata a distanza',
  noRemoteHelp: 'Google raggiunge una serratura tramite un gateway Sifely o il Wi-Fi della serratura.',
  step: 'Passaggio {number, number} di {total, number} · Sifely <to>→</to> Google',
} satisfies Record<keyof typeof en, string>;
